FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/said-and-done
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN useradd --system --home-dir "$VAR_DIR" --create-home said \
 && SECRET_KEY=only-while-building-the-image-0123456789 ALLOWED_HOSTS=none BASE_URL=http://none \
    python manage.py collectstatic --noinput --verbosity 0 \
 && chown -R said "$VAR_DIR"
USER said
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "feedback.wsgi:application"]
